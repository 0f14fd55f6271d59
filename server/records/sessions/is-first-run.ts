import { sessions } from "../../../drizzle/schema";
import type { RecordsContext } from "../context";

/** True until the first conversation is begun: the login page then says where the first password is found. */
export async function isFirstRun({ db }: Pick<RecordsContext, "db">): Promise<boolean> {
  const first = await db.read((tx) => tx.select({ id: sessions.id }).from(sessions).limit(1).get());
  return first === undefined;
}
