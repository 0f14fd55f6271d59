import { BrokenAnswer } from "./errors";

/** An event of a chat stream has some 250 bytes. */
const maxLineChars = 256 * 1_024;

/**
 * The data of each event of a `text/event-stream`, as it arrives; the bytes may be cut anywhere, in a character too.
 * Comments, blank lines and other fields are passed over. Throws BrokenAnswer for more than `maxBytes`, or a line
 * without end.
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
