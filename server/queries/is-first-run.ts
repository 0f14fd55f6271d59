import { sessions } from "../../drizzle/schema";
import type { ServiceContext } from "../services/context";

/** True until the first conversation is begun: the login page then says where the first password is found. */
export function isFirstRun(ctx: Pick<ServiceContext, "db">): boolean {
  return ctx.db.select({ id: sessions.id }).from(sessions).limit(1).get() === undefined;
}
