/** Who reads the history, and what they may do there. The server asks for each of these again. */
export interface Reader {
  /** Their own side is called "you". */
  username: string;
  /** Change and delete other people's conversations, too. */
  managesAll: boolean;
  /** Tags, notes and how well the house is understood. */
  reviews: boolean;
  /** Collect turns to run them again. */
  replays: boolean;
}
