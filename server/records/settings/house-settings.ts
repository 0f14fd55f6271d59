import { isDeepStrictEqual } from "node:util";
import { eq } from "drizzle-orm";
import type { z } from "zod";
import { houseSettings } from "../../../drizzle/schema";
import { AppError } from "../../../lib/errors";
import { authorise } from "../../access/actor";
import { parseInput } from "../../access/parse";
import type { Transaction } from "../../platform/db/database";
import { appendAudit } from "../audit";
import type { RecordsContext } from "../context";

/** One entry per key: the schema of its value, with the default until somebody decides. */
type HouseSettingTable = Record<string, z.ZodDefault<z.ZodType>>;

export interface HouseSettings<Table extends HouseSettingTable> {
  /** The present value. Needs the permission to manage house settings. */
  read<Key extends keyof Table & string>(ctx: RecordsContext, key: Key): Promise<z.output<Table[Key]>>;
  /**
   * Sets one key; the value replaces the old one as a whole, and the act is audited. Setting the same value again
   * changes nothing. Throws AppError `invalid_input`, and `conflict` where `basedOn` is given and something else holds.
   */
  save<Key extends keyof Table & string>(
    ctx: RecordsContext,
    input: { key: Key; value: z.output<Table[Key]>; basedOn?: z.output<Table[Key]> | undefined },
  ): Promise<void>;
  /**
   * Takes one key's decision back, so that its default holds again; audited. A key without a decision stays so. Throws
   * AppError `conflict` as `save` does.
   */
  unset<Key extends keyof Table & string>(
    ctx: RecordsContext,
    input: { key: Key; basedOn?: z.output<Table[Key]> | undefined },
  ): Promise<void>;
  /** Every key with its present value, in the table's order. */
  list(ctx: RecordsContext): Promise<{ key: keyof Table & string; value: unknown; isDecided: boolean }[]>;
  /** The present value, for verbs with an open transaction and their own permission. */
  valueIn<Key extends keyof Table & string>(tx: Transaction, key: Key): z.output<Table[Key]>;
}

/**
 * House settings apply to everybody in the installation and can be changed at run time: how long recordings are kept,
 * the text of the consent. They are in the database, so that each process sees a change at its next read. A stored value
 * that this version can't parse counts as not set.
 */
export function createHouseSettings<Table extends HouseSettingTable>(table: Table): HouseSettings<Table> {
  const schemaOf = (key: string): z.ZodDefault<z.ZodType> => {
    const schema = Object.hasOwn(table, key) ? table[key] : undefined;
    if (!schema) throw new AppError("invalid_input", "There is no such setting.");
    return schema;
  };
  const valueIn = <Key extends keyof Table & string>(tx: Transaction, key: Key): z.output<Table[Key]> => {
    const schema = schemaOf(key);
    const stored = schema.safeParse(storedValue(tx, key));
    return (stored.success ? stored.data : schema.parse(undefined)) as z.output<Table[Key]>;
  };
  const requireSame = (tx: Transaction, key: string, basedOn: unknown) => {
    if (basedOn !== undefined && !isDeepStrictEqual(valueIn(tx, key), basedOn)) throw new AppError("conflict");
  };
  return {
    valueIn,
    async read(ctx, key) {
      authorise(ctx.actor, "settings:manage_house");
      return ctx.db.read((tx) => valueIn(tx, key));
    },
    async list(ctx) {
      authorise(ctx.actor, "settings:manage_house");
      return ctx.db.read((tx) =>
        Object.keys(table).map((key) => ({
          key,
          value: valueIn(tx, key),
          isDecided: schemaOf(key).unwrap().safeParse(storedValue(tx, key)).success,
        })),
      );
    },
    async unset(ctx, { key, basedOn }) {
      authorise(ctx.actor, "settings:manage_house");
      schemaOf(key);
      await ctx.db.write((tx) => {
        const before = storedValue(tx, key);
        if (before === undefined) return;
        requireSame(tx, key, basedOn);
        tx.delete(houseSettings).where(eq(houseSettings.key, key)).run();
        appendAudit(tx, ctx, {
          action: "house_setting.unset",
          entity: "house_setting",
          entityId: key,
          before: { [key]: before },
          after: null,
        });
      });
    },
    async save(ctx, { key, value: input, basedOn }) {
      authorise(ctx.actor, "settings:manage_house");
      // Without the default: omitting the value does not set one.
      const value = parseInput(schemaOf(key).unwrap(), input);
      await ctx.db.write((tx) => {
        const before = storedValue(tx, key);
        if (isDeepStrictEqual(before, value)) return;
        requireSame(tx, key, basedOn);
        tx.insert(houseSettings)
          .values({ key, value })
          .onConflictDoUpdate({ target: houseSettings.key, set: { value } })
          .run();
        appendAudit(tx, ctx, {
          action: "house_setting.save",
          entity: "house_setting",
          entityId: key,
          // Logged under the key's own name, which says whether the value is a secret.
          before: before === undefined ? null : { [key]: before },
          after: { [key]: value },
        });
      });
    },
  };
}

/** Undefined while the key is not set. */
function storedValue(tx: Transaction, key: string): unknown {
  return tx.select().from(houseSettings).where(eq(houseSettings.key, key)).get()?.value;
}
