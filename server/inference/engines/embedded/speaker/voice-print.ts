export const printLength = 256;

/**
 * Version of all that turns a recording into a print: level, voice detection, spectrogram, partials. It rises with each
 * change that moves the numbers.
 */
export const speakerRecipe = 1;
