import type { ChatMessage } from "../../inference/contract";

/** An earlier turn for the model's context. */
export interface ContextTurn {
  turnId: string;
  turnNumber: number;
  userText: string;
  aiText: string;
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

  /**
   * The person stopped the reply after it was stored: the model should know how far they listened. If they heard
   * nothing, they read the reply on the screen, so its whole text counts.
   */
  shortenReply(turnId: string, heardText: string): void {
    if (heardText === "") return;
    this.turns = this.turns.map((turn) => (turn.turnId === turnId ? { ...turn, aiText: heardText } : turn));
  }

  /**
   * Oldest first, without a system message. A turn without a reply that was heard is left out: chat templates expect
   * user and assistant to alternate, and small models imitate any placeholder.
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
