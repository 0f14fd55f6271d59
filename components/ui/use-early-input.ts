"use client";
import { type RefObject, useEffect, useEffectEvent, useLayoutEffect, useRef } from "react";

/**
 * Calls `take` with what was typed into a controlled field before the page's script ran. React's state begins with what
 * the server rendered: without this the words would stay on the screen until the next render, and then vanish.
 */
export function useEarlyInput(
  field: RefObject<HTMLInputElement | HTMLTextAreaElement | null>,
  take: (text: string) => void,
): void {
  const early = useRef<string | null>(null);
  const takeEarly = useEffectEvent(() => {
    if (early.current !== null) take(early.current);
    early.current = null;
  });
  // The words are read before any further render, which empties the field.
  useLayoutEffect(() => {
    const element = field.current;
    // `defaultValue` is what the server rendered; anything else was typed.
    if (element && element.value !== element.defaultValue) early.current = element.value;
  }, [field]);
  // Next's router notices a changed address only after its own effect, which runs after ours: hence the microtask.
  useEffect(() => queueMicrotask(takeEarly), []);
}
