"use client";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";

interface TooLongProps {
  /** How long what was typed is, in the units of a string's `length`, which the server counts too. */
  length: number;
  most: number | undefined;
}

/**
 * Says below a field that what was typed is too long, and lets its form not be sent meanwhile. A browser's own
 * `maxLength` would cut what is typed or pasted without a word.
 */
export function TooLong({ length, most }: TooLongProps) {
  return most !== undefined && length > most ? <Refusal length={length} most={most} /> : null;
}

function Refusal({ length, most }: { length: number; most: number }) {
  const t = useTranslations("common");
  const words = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    const form = words.current?.closest("form");
    const hold = (event: SubmitEvent) => {
      event.preventDefault();
      // Before the form's own listener.
      event.stopImmediatePropagation();
      const field = words.current?.previousElementSibling;
      if (field instanceof HTMLElement) field.focus();
    };
    form?.addEventListener("submit", hold, { capture: true });
    return () => form?.removeEventListener("submit", hold, { capture: true });
  }, []);
  return (
    <p ref={words} role="alert" className="basis-full text-danger text-xs">
      {t("tooLong", { length, most })}
    </p>
  );
}
