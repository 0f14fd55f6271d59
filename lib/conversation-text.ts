import { type ConversationView, heardCharsOf, type TurnView } from "./conversations";
import type { ErrorCode } from "./errors";
import { markHearingEnd } from "./hearing-end";
import { type CutOff, cutOffOf } from "./turn-end";

/** The reader's words for what is not said in a conversation. */
export interface ConversationWords {
  person: string;
  assistant: string;
  /** Speech in which nothing was recognised. */
  notUnderstood: string;
  noReply: string;
  heardToHere: string;
  /** The reply ended at the limit of its length. */
  cut: string;
  /** The reply is still being written. */
  unfinished: string;
  cutOff(by: CutOff): string;
  replaced(byTurn: number): string;
  error(code: ErrorCode): string;
  /** When a turn was stored, Unix seconds, by the reader's clock. */
  time(atS: number): string;
}

/** What of a turn is written down. */
export interface CopiedTurn
  extends Pick<
    TurnView,
    | "turn_id"
    | "turn_number"
    | "user_text"
    | "ai_text"
    | "ai_audio_ms"
    | "heard_chars"
    | "interrupted"
    | "ended_by"
    | "finish_reason"
    | "error_code"
    | "supersedes_turn_id"
  > {
  /** Unix seconds; null for a turn that is not stored yet. */
  created_at: number | null;
  /** The reply is still being written. */
  isUnfinished?: boolean;
}

/** A conversation as it is written down. */
export type CopiedConversation = Pick<ConversationView, "username" | "created_at"> & { turns: readonly CopiedTurn[] };

/**
 * A whole conversation as Markdown that also reads well as plain text: who said what and when, with a mark where the
 * listener stopped hearing a reply, and what else is not to be seen in the words. The texts themselves stay byte for
 * byte.
 */
export function conversationText(title: string, turns: readonly CopiedTurn[], words: ConversationWords): string {
  const replacedBy = new Map(turns.map((turn) => [turn.supersedes_turn_id, turn.turn_number]));
  const parts = turns.flatMap((turn) => {
    const replaced = turn.turn_id === null ? undefined : replacedBy.get(turn.turn_id);
    const said = [
      turn.user_text || note(words.notUnderstood),
      replaced === undefined ? "" : note(words.replaced(replaced)),
    ];
    const at = turn.created_at === null ? "" : ` · ${words.time(turn.created_at)}`;
    const isLost = turn.ended_by === "not_understood";
    return [
      `**${words.person}**${at}\n${lines(said)}`,
      ...(isLost ? [] : [`**${words.assistant}**${at}\n${lines([replyOf(turn, words), ...notesOn(turn, words)])}`]),
    ];
  });
  return `${[`# ${title}`, ...parts].join("\n\n")}\n`;
}

/** The reply as it was shown, with a mark where the listener stopped hearing it. */
export function replyOf(turn: CopiedTurn, words: ConversationWords): string {
  const text = turn.ai_text;
  if (text === "") return turn.isUnfinished ? "" : note(words.noReply);
  if (!turn.interrupted) return text;
  return markHearingEnd(text, heardCharsOf(turn), { mark: note(words.heardToHere), space: " " });
}

/** What else is to be known of a reply, each in brackets or empty. */
export function notesOn(turn: CopiedTurn, words: ConversationWords): string[] {
  return [
    turn.isUnfinished ? note(words.unfinished) : "",
    turn.interrupted ? note(words.cutOff(cutOffOf(turn.ended_by, turn.finish_reason))) : "",
    turn.finish_reason === "length" ? note(words.cut) : "",
    turn.error_code === null ? "" : note(words.error(turn.error_code)),
  ];
}

const note = (text: string) => `[${text}]`;
const lines = (all: readonly string[]) => all.filter((line) => line !== "").join("\n");
