/** Values with the text that names each. */
export type Options<Value extends string> = readonly (readonly [value: Value, text: string])[];

/** What a control of Radix calls with any string: `choose`, for those that are options. */
export const chooserOf =
  <Value extends string>(options: Options<Value>, choose: (value: Value) => void) =>
  (picked: string): void => {
    const option = options.find(([candidate]) => candidate === picked);
    if (option) choose(option[0]);
  };
