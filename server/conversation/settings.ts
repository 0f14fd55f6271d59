import { wholeNumber } from "../platform/settings/fields";
import { type SettingsOf, variable } from "../platform/settings/variable";

export const conversationVariables = {
  /**
   * Limits of people, addresses and sockets. For turns and messages an address may do ten times what a person may; its
   * sockets have their own limit.
   */
  clientLimits: {
    socketsPerUser: variable("AVATAR_MAX_SOCKETS_PER_USER", wholeNumber(1, 100_000).default(20)),
    socketsPerAddress: variable("AVATAR_MAX_SOCKETS_PER_ADDRESS", wholeNumber(1, 100_000).default(200)),
    turnsPerMinute: variable("AVATAR_MAX_TURNS_PER_MINUTE", wholeNumber(1, 1_000_000).default(60)),
    messagesPerSecond: variable("AVATAR_MAX_MESSAGES_PER_SECOND", wholeNumber(1, 1_000_000).default(1_000)),
    /** A socket on which no conversation begins for this long after its start is closed, ms. */
    silentSocketMs: variable(
      "AVATAR_SILENT_SOCKET_SECONDS",
      wholeNumber(1, 86_400)
        .default(60)
        .transform((seconds) => seconds * 1_000),
    ),
  },
};

export type ConversationSettings = SettingsOf<typeof conversationVariables>;
export type ClientLimitSettings = ConversationSettings["clientLimits"];
