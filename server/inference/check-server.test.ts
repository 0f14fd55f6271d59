import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { checkServer } from "./check-server";

async function listening(models: string[]): Promise<string> {
  const server = createServer((_, response) => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ data: models.map((id) => ({ id })) }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}

test("a server answers with the model that would be asked", async () => {
  const url = await listening(["qwen", "llama"]);
  expect(await checkServer({ role: "llm", url, model: null })).toEqual({ answers: true, model: "qwen" });
  expect(await checkServer({ role: "llm", url, model: "llama" })).toEqual({ answers: true, model: "llama" });
});

test("says why a server can't be used: another model, none, nobody there", async () => {
  const url = await listening(["qwen"]);
  const lacks = { answers: false, code: "server_lacks_model", values: { url, model: "gemma" } };
  expect(await checkServer({ role: "llm", url, model: "gemma" })).toEqual(lacks);
  const empty = await listening([]);
  expect(await checkServer({ role: "stt", url: empty, model: null })).toMatchObject({ code: "server_loading" });
  const nobody = await checkServer({ role: "llm", url: "http://127.0.0.1:9/v1", model: null });
  expect(nobody).toMatchObject({ answers: false, code: "server_unreachable" });
});
