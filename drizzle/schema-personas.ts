import { integer, sqliteTable, text, unique } from "drizzle-orm/sqlite-core";
import type { PersonaTexts } from "../lib/personas/persona";

/** Who the assistant can be; what it is told is in the versions. */
export const personas = sqliteTable("personas", {
  id: integer("id").primaryKey({ autoIncrement: true }),
  /** Since when it can't be chosen any more. Unix seconds, as all times here. */
  retiredAt: integer("retired_at"),
  createdAt: integer("created_at").notNull(),
});

/** Each version of a persona as somebody saved it. No row is ever changed: turns name the version they were answered by. */
export const personaVersions = sqliteTable(
  "persona_versions",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    personaId: integer("persona_id")
      .notNull()
      .references(() => personas.id),
    /** From 1, in its persona. */
    version: integer("version").notNull(),
    name: text("name").notNull(),
    /** The system message of each language. */
    prompts: text("prompts", { mode: "json" }).$type<PersonaTexts["prompts"]>().notNull(),
    /** Who saved it. No foreign key: it outlives the account. */
    userId: integer("user_id").notNull(),
    /** The earlier version whose texts it took up again. */
    restores: integer("restores"),
    createdAt: integer("created_at").notNull(),
  },
  (t) => [unique("persona_versions_unique").on(t.personaId, t.version)],
);
