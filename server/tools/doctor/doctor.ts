import { modelRoles } from "../../../lib/models";
import type { Check } from "./check";
import { createSharedFacts, type DoctorContext } from "./context";
import { machineChecks } from "./machine-checks";
import { roleChecks } from "./role-checks";

/** The checks that matter for this configuration, in the order of the report. */
export function doctorChecks(context: DoctorContext): Check[] {
  const facts = createSharedFacts(context);
  return [...machineChecks(context, facts), ...modelRoles.flatMap((role) => roleChecks(role, context, facts))];
}
