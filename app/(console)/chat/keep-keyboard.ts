import type { MouseEvent } from "react";

/**
 * For `onMouseDown` of the dock's buttons: on a touch screen the text field keeps its focus. Without it the page's
 * keyboard and bar would change size between a finger's down and up, and the button would move from under it.
 */
export function keepKeyboard(event: MouseEvent): void {
  if (matchMedia("(pointer: coarse)").matches) event.preventDefault();
}
