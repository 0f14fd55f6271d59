import type { ChatMessage } from "../../inference/contract";

/** A turn that the model may be reminded of. */
export interface ContextTurn {
  turnId: string;
  turnNumber: number;
  userText: string;
  aiText: string;
  supersedesTurnId: string | null;
}

/**
 * The turns that count as the conversation so far. A correction takes the place of the turn it supersedes and of
 * everything after that one; those stay in the history but leave the model's context.
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
      // A turn that was not read is older than all that were: the correction replaces every one of them.
      if (this.has(turn.supersedesTurnId)) this.rewindBefore(turn.supersedesTurnId);
      else this.turns = [];
    }
    this.known.set(turn.turnId, turn.turnNumber);
    this.turns.push(turn);
  }

  /** Forgets the turn and all later ones for the model. */
  rewindBefore(turnId: string): void {
    const number = this.known.get(turnId);
    if (number !== undefined) this.turns = this.turns.filter((turn) => turn.turnNumber < number);
  }

  /**
   * The person stopped the reply after it was stored: the model should know how far they listened. When they heard nothing they
   * read it, or they will say it again: the words on the screen count.
   */
  shortenReply(turnId: string, heardText: string): void {
    if (heardText === "") return;
    this.turns = this.turns.map((turn) => (turn.turnId === turnId ? { ...turn, aiText: heardText } : turn));
  }

  /**
   * Oldest first, without a system message. A turn of whose reply nothing was heard is left out: chat templates want user and
   * assistant to alternate, and small models imitate any placeholder.
   */
  messages(): ChatMessage[] {
    return this.turns
      .filter(({ aiText }) => aiText !== "")
      .flatMap(({ userText, aiText }): ChatMessage[] => [
        { role: "user", content: userText },
        { role: "assistant", content: aiText },
      ]);
  }
}
