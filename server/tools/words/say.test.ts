import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, it, onTestFinished, vi } from "vitest";
import { loadConfig } from "../../config/config";
import { readStartOptions } from "../../start-options";
import { say, sayError } from "./say";

beforeEach(() => void vi.stubEnv("LC_ALL", "zh_TW.UTF-8"));

/** What the terminal reads of what `work` throws. */
function refusalOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return sayError(error);
  }
  throw new Error("It was not refused.");
}

it.each([
  ["PORT", "eighty", "必須是 0 到 65535 之間的整數"],
  ["HOST", "http://0.0.0.0", "必須是主機名稱或位址，不含通訊協定與連接埠"],
  ["AVATAR_HTTPS", "maybe", "必須是下列其中之一：0、1、true、false、on、off"],
  ["AVATAR_LOG_LEVEL", "loud", "必須是下列其中之一：fatal、error、warn、info、debug、trace、silent"],
  ["AVATAR_TTS_FAST_STEPS", "13", "必須是下列其中之一：5、6、7、10、12、16、32"],
  ["AVATAR_LLM_LANGUAGES", "fr", "必須是 zh-TW、en，多個值以逗號分隔"],
  ["AVATAR_LLM_URL", "gpu-box", "必須是網址，例如 http://gpu-box:8000/v1"],
  ["AVATAR_ADMIN_PASSWORD", "short", "至少要有 8 個字元"],
  ["AVATAR_STT_COMMAND", 'run "unclosed', '必須是程式與參數，或 JSON 陣列，例如 ["python3", "worker.py"]'],
  ["AVATAR_TTS_HQ_STEPS", "16", "只在設定 AVATAR_TTS_URL 或 AVATAR_TTS_ENGINE=process 時有作用"],
])("says in Chinese why %s=%s is refused", (name, value, problem) => {
  const said = refusalOf(() => loadConfig({ [name]: value }, "/srv/avatar"));
  expect(said).toBe(`設定不正確：\n  ${name}：${problem}\n請見 docs/configuration.md。`);
});

it("says in Chinese what is wrong with a line of avatar.env, and with an option", () => {
  const folder = mkdtempSync(join(tmpdir(), "avatar-words-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "avatar.env"), "PORT 80\n");
  expect(refusalOf(() => loadConfig({}, folder))).toMatch(/avatar\.env 第 1 行：格式不是「名稱=值」。/);
  expect(refusalOf(() => readStartOptions(["--new"]))).toMatch(/^npm start 沒有 --new 這個選項/);
});

it("says a warning in Chinese, the sentence in it too", () => {
  const [warning] = loadConfig({ AVATAR_PORT: "1" }, "/srv/avatar").warnings;
  expect(warning && say("Warning: {warning}", { warning })).toBe(
    "警告：AVATAR 沒有 AVATAR_PORT 這項設定：是不是指 PORT？",
  );
});
