import { sessions } from "../../../drizzle/schema";
import type { ServiceContext } from "../context";

/** True until the first conversation is begun: the login page then says where the first password is found. */
export async function isFirstRun({ db }: Pick<ServiceContext, "db">): Promise<boolean> {
  const first = await db.read((tx) => tx.select({ id: sessions.id }).from(sessions).limit(1).get());
  return first === undefined;
}
