import { expect, test } from "vitest";
import { multipart } from "./multipart";

test("a form reader gets back the fields and the file with any content", async () => {
  const bytes = Uint8Array.from({ length: 1_000 }, (_, at) => at % 256);
  const fields = { model: "whisper", prompt: 'Two lines\r\n--of "text"; 名字 = 值' };
  const form = multipart({ name: "file", filename: "speech.wav", type: "audio/wav", bytes }, fields);
  const read = await new Response(new Uint8Array(form.body), {
    headers: { "content-type": form.contentType },
  }).formData();
  expect(Object.fromEntries([...read].filter(([name]) => name !== "file"))).toEqual(fields);
  const file = read.get("file") as File;
  expect([file.name, file.type]).toEqual(["speech.wav", "audio/wav"]);
  expect(new Uint8Array(await file.arrayBuffer())).toEqual(bytes);
});
