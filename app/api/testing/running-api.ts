import { NextRequest } from "next/server";
import { privateCookie } from "@/lib/auth/cookies";
import { testLimits } from "@/lib/testing/configured-limits";
import { encodeLogin, newLoginClaims } from "@/server/access/login-cookie";
import { createLoginThrottle } from "@/server/access/login-throttle";
import { silentLogger } from "@/server/platform/observability/logger";
import { noteLogin } from "@/server/records/audit-log/note-login";
import { openTestDb } from "@/server/records/testing/test-db";
import { createToken } from "@/server/records/tokens/create-token";
import { setRuntime } from "@/server/web/runtime";

const authSecret = "s".repeat(43);
export const origin = "https://avatar.lan:8000";
const { name: loginCookieName } = privateCookie("session", { secure: true, port: 8000 });

/** The runtime that routes ask, with a real database and one person's cookie and token. */
export async function running() {
  const fixture = openTestDb();
  setRuntime({
    contextFor: fixture.as,
    health: () => ({ status: "ok", models: [] }),
    voiceSample: async () => new Uint8Array(44),
    lexiconSample: async () => new Uint8Array(44),
    checkServer: async () => ({ answers: true, model: "m" }),
    personaTrial: async () => ({ reply: "Yes.", is_cut: false }),
    runModels: async () => ({ store: [], same_server: [], system_prompts: { en: "", "zh-TW": "" } }),
    voices: () => [],
    speech: () => ({ canClone: true, models: [] }),
    askToLeave: async () => undefined,
    endSession: async () => undefined,
    controlModel: async () => undefined,
    alertsNow: async () => ({ open: [], pending: [] }),
    connect: () => ({ origins: [], port: 8000, authority: null, certificate: null, wsl: null, isLocalOnly: true }),
    serveCertificate: async () => null,
    endVoice: async () => ({ replies: 0 }),
    voiceChanged: async () => undefined,
    conversationDeleted: async () => undefined,
    authSecret,
    loginLifetimeS: 3_600,
    alertLines: { vram: 0.9, diskWarnMib: 1_024 },
    limits: testLimits,
    loginThrottle: createLoginThrottle(),
    noteLogin: (act) => noteLogin(fixture.system, act),
    logger: silentLogger,
  });
  fixture.clock.nowS = Math.floor(Date.now() / 1000);
  const ada = await fixture.person("ada");
  const cookie = `${loginCookieName}=${await encodeLogin(newLoginClaims({ ...ada, loginEpoch: 0 }, fixture.clock.nowS + 3_600), authSecret)}`;
  const bearer = `Bearer ${(await createToken(fixture.as(ada), { username: "ada", name: "test" })).token}`;
  return { ...fixture, ada: fixture.as(ada), cookie, bearer };
}

/** A request as it reaches a route. */
export function request(path: string, headers: Record<string, string>, init: { method?: string; body?: string } = {}) {
  return new NextRequest(`${origin}${path}`, {
    ...init,
    headers: { host: "avatar.lan:8000", "x-forwarded-proto": "https", ...headers },
  });
}
