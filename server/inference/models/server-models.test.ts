import { describe, expect, it } from "vitest";
import { modelRoles } from "../../../lib/models";
import { catalogue } from "./catalogue";
import type { ModelStore } from "./contract";
import { defaultServerModels, ensureServerModel, serverModelId, whyUnfit } from "./server-models";

const recipe = { command: null, model: null };

describe("serverModelId", () => {
  it("is the recipe's default, or the catalogue's model that is named", () => {
    for (const role of modelRoles) expect(serverModelId(role, recipe)).toBe(defaultServerModels[role]);
    for (const model of ["faster-whisper-base", "breeze-asr-25"] as const) {
      expect(serverModelId("stt", { ...recipe, model })).toBe(model);
      expect(whyUnfit("stt", { ...recipe, model })).toBeNull();
    }
  });

  it("is none for a folder, a hub's name, or a command that takes no model", () => {
    expect(serverModelId("llm", { ...recipe, model: "Qwen/Qwen3-8B-AWQ" })).toBeNull();
    expect(serverModelId("tts", { ...recipe, model: "/srv/models/f5" })).toBeNull();
    expect(serverModelId("llm", { command: ["serve", "--port={port}"], model: null })).toBeNull();
    expect(serverModelId("llm", { command: ["serve", "--model={model}"], model: null })).toBe(
      "qwen2.5-7b-instruct-awq",
    );
  });
});

describe("ensureServerModel", () => {
  const asked: string[] = [];
  const store: ModelStore = {
    installed: async () => null,
    async ensure(id) {
      asked.push(id);
      return { id, directory: `/models/${id}/rev`, licence: catalogue[id].licence };
    },
  };

  it("fetches a model of the catalogue and returns its folder and licence", async () => {
    const model = await ensureServerModel("tts", recipe, store, {});
    expect(model).toEqual({
      path: "/models/f5-tts-v1-base/rev",
      id: "f5-tts-v1-base",
      licence: "CC-BY-NC-4.0 AND MIT",
    });
    expect(asked).toEqual(["f5-tts-v1-base"]);
  });

  it("leaves any other name to the worker", async () => {
    asked.length = 0;
    const model = await ensureServerModel("llm", { ...recipe, model: "Qwen/Qwen3-8B-AWQ" }, store, {});
    expect(model).toEqual({ path: "Qwen/Qwen3-8B-AWQ", id: null, licence: null });
    expect(asked).toEqual([]);
  });
});
