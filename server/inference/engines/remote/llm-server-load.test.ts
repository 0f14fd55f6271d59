import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { createLlmServerLoad, loadOf } from "./llm-server-load";
import { serverTraffic } from "./server-traffic";

const vllm = `# HELP vllm:num_requests_running Number of requests in model execution batches.
# TYPE vllm:num_requests_running gauge
vllm:num_requests_running{engine="0",model_name="Qwen/Qwen2.5-7B-Instruct-AWQ"} 3.0
vllm:num_requests_waiting{engine="0",model_name="Qwen/Qwen2.5-7B-Instruct-AWQ"} 1.0
vllm:kv_cache_usage_perc{engine="0",model_name="Qwen/Qwen2.5-7B-Instruct-AWQ"} 0.42
`;

test.each([
  [vllm, { running: 3, waiting: 1, kv_cache_used: 0.42 }],
  ["vllm:gpu_cache_usage_perc 0.5\n", { running: null, waiting: null, kv_cache_used: 0.5 }],
  ["llamacpp:requests_processing 1\nllamacpp:requests_deferred 2\n", { running: 1, waiting: 2, kv_cache_used: null }],
  ["process_open_fds 12\n<html>", null],
])("%# says its load", (text, load) => {
  expect(loadOf(text)).toEqual(load);
});

async function listen(answer: http.RequestListener): Promise<string> {
  const server = http.createServer(answer).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}

test("a server with metrics is asked during its calls too, one without is left alone for a minute", async () => {
  let nowMs = 0;
  let status = 404;
  const asked: string[] = [];
  const url = await listen((request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(status).end(status === 200 ? vllm : "no such page");
  });
  const read = createLlmServerLoad({ url, apiKey: null }, () => nowMs);
  expect(await read()).toBeNull();
  status = 200;
  expect(await read()).toBeNull();
  expect(asked).toEqual(["/metrics"]);
  nowMs = 60_000;
  const call = await serverTraffic(url).begin();
  // It may be one that breaks off its reply.
  expect([await read(), asked.length]).toEqual([null, 1]);
  call.end(false);
  expect(await read()).toMatchObject({ waiting: 1 });
  await serverTraffic(url).begin();
  expect(await read()).toMatchObject({ running: 3 });
});
