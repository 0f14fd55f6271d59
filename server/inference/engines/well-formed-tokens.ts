import { wellFormed } from "../../../lib/text";
import type { GenerateEvent } from "../contract";

const endsInFirstHalf = /[\uD800-\uDBFF]$/;

/**
 * The same reply in well-formed text. A character beyond the BMP may come in two pieces, half of it in each: the first
 * half waits for the next piece. A half that stays alone is marked with U+FFFD.
 */
export async function* wellFormedTokens(
  events: AsyncIterable<GenerateEvent>,
): AsyncGenerator<GenerateEvent, void, undefined> {
  let half = "";
  for await (const event of events) {
    if (event.type !== "token") {
      if (half) yield { type: "token", text: wellFormed(half) };
      half = "";
      yield event;
      continue;
    }
    const text = half + event.text;
    half = endsInFirstHalf.test(text) ? text.slice(-1) : "";
    const whole = wellFormed(text.slice(0, text.length - half.length));
    if (whole) yield { type: "token", text: whole };
  }
}
