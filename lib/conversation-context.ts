import { withHearingMark } from "./hearing-mark";
import type { Language } from "./languages";

/** What the model is told of a turn. */
export interface ContextMessage {
  role: "user" | "assistant";
  content: string;
}

/** An earlier turn for the model's context. */
export interface ContextTurn {
  turnId: string;
  turnNumber: number;
  userText: string;
  /** What was shown of the reply. */
  aiText: string;
  /** How much of `aiText` was heard, UTF-16 code units; null where it is not known. */
  heardChars: number | null;
  language: Language;
  supersedesTurnId: string | null;
}

/**
 * The turns of the conversation so far. A correction replaces the turn that it supersedes and all later ones; those
 * stay in the history but leave the model's context.
 */
export class ConversationContext {
  private turns: ContextTurn[] = [];
  private readonly known = new Map<string, number>();

  constructor(stored: readonly ContextTurn[] = []) {
    for (const turn of stored) this.add(turn);
  }

  has(turnId: string): boolean {
    return this.known.has(turnId);
  }

  add(turn: ContextTurn): void {
    if (turn.supersedesTurnId !== null) {
      // A turn that was not loaded is older than all loaded ones, so the correction replaces all of them.
      if (this.has(turn.supersedesTurnId)) this.rewindBefore(turn.supersedesTurnId);
      else this.turns = [];
    }
    this.known.set(turn.turnId, turn.turnNumber);
    this.turns.push(turn);
  }

  /** Removes the turn and all later ones from the context. */
  rewindBefore(turnId: string): void {
    const number = this.known.get(turnId);
    if (number !== undefined) this.turns = this.turns.filter((turn) => turn.turnNumber < number);
  }

  /** The person stopped the reply's sound. */
  stopHearing(turnId: string, heardChars: number): void {
    this.turns = this.turns.map((turn) => (turn.turnId === turnId ? { ...turn, heardChars } : turn));
  }

  /**
   * Oldest first, without a system message. A turn without a reply is left out: chat templates expect user and
   * assistant to alternate, and small models imitate any placeholder.
   */
  messages(): ContextMessage[] {
    return this.turns
      .filter(({ aiText }) => aiText !== "")
      .flatMap((turn): ContextMessage[] => [
        { role: "user", content: turn.userText },
        { role: "assistant", content: withHearingMark(turn.aiText, turn.heardChars, turn.language) },
      ]);
  }
}
