"use client";
import { type RefObject, useEffect, useEffectEvent } from "react";

/**
 * Hands over what was typed into a controlled field before the page's script ran. React takes such a field over as the
 * server wrote it: the words stay on the screen, the state does not know them, and the next render removes them.
 */
export function useEarlyInput(
  field: RefObject<HTMLInputElement | HTMLTextAreaElement | null>,
  take: (text: string) => void,
): void {
  const takeEarly = useEffectEvent(() => {
    const element = field.current;
    // The server wrote `defaultValue`; a difference is a person's.
    if (element && element.value !== element.defaultValue) take(element.value);
  });
  // A microtask later the parents' effects have run too: before them, Next's router does not hear of a changed address.
  useEffect(() => queueMicrotask(takeEarly), []);
}
