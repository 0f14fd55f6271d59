/** One change of a setting. */
export interface HouseChangeView {
  change_id: number;
  key: string;
  /** Null: a command on the machine. */
  by: string | null;
  /** Unix seconds */
  at: number;
  /** Null: nothing was decided, so that the default held. */
  before: { value: unknown } | null;
  after: { value: unknown } | null;
  /** The value is a secret, which is not shown and can't be taken back. */
  is_secret: boolean;
  /** It is what holds now, so that it can be taken back. */
  can_undo: boolean;
}
