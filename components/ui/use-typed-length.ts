"use client";
import { type InputEvent, useState } from "react";

interface TypedField<Element extends HTMLInputElement | HTMLTextAreaElement> {
  value?: unknown;
  onInput?: ((event: InputEvent<Element>) => void) | undefined;
}

/** How long the text of a field is, whether its value is kept outside of it or in the field alone. */
export function useTypedLength<Element extends HTMLInputElement | HTMLTextAreaElement>(field: TypedField<Element>) {
  const [typed, setTyped] = useState(0);
  const { value, onInput } = field;
  return {
    length: typeof value === "string" ? value.length : typed,
    onInput(event: InputEvent<Element>) {
      setTyped(event.currentTarget.value.length);
      onInput?.(event);
    },
  };
}
