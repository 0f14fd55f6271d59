import type { Server as HttpServer } from "node:http";
import type { Server as HttpsServer } from "node:https";
import { type ConfiguredLimits, type Limits, limitsNow } from "../../lib/limits";
import { type AccessWatchDependencies, createAccessWatch } from "../access/access-watch";
import type { Engines } from "../inference/contract";
import type { LeaseBroker, VoicePolicy, WatchedServiceLevel } from "../inference/scheduling/contract";
import type { Logger } from "../platform/observability/logger";
import type { MetricEvents } from "../platform/observability/metrics";
import { readPersonaInUse } from "../records/personas/persona-in-use";
import { readDecidedLimits } from "../records/settings/house";
import { watchHouse } from "../records/settings/watch-house";
import { prepareTraditional } from "./chinese-script/traditional-chinese";
import type { CeremonyDependencies } from "./consent/ceremony";
import { createCeremonyDesk } from "./consent/ceremony-desk";
import { prefillPrompt, prefillSystemPrompts } from "./pipeline/prefill";
import { runTurn } from "./pipeline/run-turn";
import { createSessionManager, type SessionManagerDependencies } from "./session/session-manager";
import type { ConversationSettings } from "./settings";
import { ClientLimits } from "./transport/client-limits";
import { attachChatTransport, type ChatTransportDependencies } from "./transport/upgrade";

/** How long running turns may take when the server stops; the shutdown's own deadline is longer. */
const finishTurnsMs = 8_000;

export interface ConversationOptions
  extends Pick<SessionManagerDependencies, "voiceDetector" | "models" | "admission" | "contextFor">,
    ConversationSettings {
  engines: Engines;
  leases: LeaseBroker;
  voice: VoicePolicy & WatchedServiceLevel;
  /** As the server was started. */
  limits: ConfiguredLimits;
  limitAdmission(limits: Limits): void;
  access: Omit<AccessWatchDependencies, "nowMs" | "logger">;
  metrics: MetricEvents;
  logger: Logger;
}

/** What the port brings along: its checks of each connection, and the callback that counts errors. */
export type ChatDoor = Pick<
  ChatTransportDependencies,
  "authenticate" | "refusalOf" | "developmentUpgrade" | "onErrorTold"
> & {
  /** The end of the check of a spoken consent, which the queue does. */
  consentChecked: CeremonyDependencies["checked"];
};

/** Creates the voice sessions. Nobody can reach them before `listenOn`. */
export function openConversation(options: ConversationOptions) {
  const { engines, leases, voice, clientLimits, metrics, logger } = options;
  const now = () => performance.now();
  prepareTraditional();
  const sessions = createSessionManager({
    runTurn,
    prefill: prefillPrompt,
    engines,
    leases,
    voice,
    logger,
    now,
    voiceDetector: options.voiceDetector,
    models: options.models,
    admission: options.admission,
    service: voice,
    contextFor: options.contextFor,
    metrics,
  });
  const ctx = options.contextFor({ kind: "system", job: "house" });
  const systemPrompts = prefillSystemPrompts({ engines, leases, logger, now });
  const clients = new ClientLimits(clientLimits, now, metrics);
  const stopFollowingLimits = watchHouse({
    changeMark: options.access.changeMark,
    read: async () => limitsNow(options.limits, await readDecidedLimits(ctx)),
    onValue(limits) {
      options.limitAdmission(limits);
      clients.change({ socketsPerUser: limits.socketsPerPerson, turnsPerMinute: limits.turnsPerMinute });
    },
    logger,
  });
  const stopFollowing = watchHouse({
    changeMark: options.access.changeMark,
    read: () => readPersonaInUse(ctx),
    onValue: ({ prompts }) => systemPrompts.use(prompts),
    logger,
  });
  return {
    counts: sessions.counts,
    list: sessions.list,
    askToLeave: sessions.askToLeave,
    endSession: sessions.endSession,
    voiceChanged: sessions.voiceChanged,
    conversationDeleted: sessions.conversationDeleted,
    /**
     * Handles every upgrade of these servers. `close` tells all clients, lets running turns finish for a while, then
     * ends all.
     */
    listenOn(
      servers: readonly (HttpServer | HttpsServer)[],
      { consentChecked, ...door }: ChatDoor,
    ): { close(): Promise<void> } {
      const { contextFor } = options;
      const ceremonies = createCeremonyDesk({ contextFor, checked: consentChecked, logger, now });
      const transport = attachChatTransport(servers, {
        ...door,
        manager: sessions,
        ceremonies,
        access: createAccessWatch({ ...options.access, nowMs: Date.now, logger }),
        limits: clients,
        silentSocketMs: clientLimits.silentSocketMs,
        logger,
        now,
      });
      return {
        async close() {
          stopFollowing();
          stopFollowingLimits();
          systemPrompts.end();
          await Promise.all([sessions.shutdown(finishTurnsMs), ceremonies.shutdown()]);
          await transport.close();
        },
      };
    },
  };
}
