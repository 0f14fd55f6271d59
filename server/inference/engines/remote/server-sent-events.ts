import { BrokenAnswer } from "./errors";

/** A longer line is an error: an event of a chat stream has some 250 bytes. */
const maxLineChars = 256 * 1_024;

/**
 * The data of each event of a `text/event-stream`, as it arrives; a chunk of bytes may end anywhere, also inside a
 * character. Comments, blank lines and other fields are skipped. Throws BrokenAnswer for more than `maxBytes`, or for
 * an endless line.
 */
export async function* serverSentData(body: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let size = 0;
  let rest = "";
  let data: string[] = [];
  for await (const bytes of body) {
    size += bytes.length;
    if (size > maxBytes)
      throw new BrokenAnswer("The model server's answer is far longer than was asked for. Try again.");
    const text = rest + decoder.decode(bytes, { stream: true });
    let from = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", from)) {
      const line = text.slice(from, text[end - 1] === "\r" ? end - 1 : end);
      from = end + 1;
      if (line.startsWith("data:")) data.push(line.slice(line[5] === " " ? 6 : 5));
      else if (line === "" && data.length > 0) {
        yield data.join("\n");
        data = [];
      }
    }
    rest = text.slice(from);
    if (rest.length > maxLineChars)
      throw new BrokenAnswer("The model server's answer has a line without end. Try again.");
  }
}
