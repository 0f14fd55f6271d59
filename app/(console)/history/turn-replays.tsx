import Link from "next/link";
import { useTranslations } from "next-intl";
import type { TurnReplay } from "@/lib/replay/views";

const linkClass = "rounded-md text-foreground underline-offset-4 hover:underline";

/** Leads to the replay sets that a turn is or was in, and to its place in their runs. */
export function TurnReplays({ replays }: { replays: readonly TurnReplay[] }) {
  const t = useTranslations("history.replays");
  if (replays.length === 0) return null;
  return (
    <ul aria-label={t("label")} className="grid gap-1 text-muted-foreground text-sm">
      {replays.map(({ set_id, set_name, is_in_set, runs }) => (
        <li key={set_id} className="wrap-anywhere">
          {t.rich(is_in_set ? "inSet" : "wasInSet", {
            set: () => (
              <Link href={`/replay/${set_id}`} prefetch={false} className={linkClass}>
                {set_name}
              </Link>
            ),
          })}
          {runs.map(({ run_id, name, case_id }) => (
            <span key={run_id}>
              {" · "}
              <Link href={`/replay/${set_id}/runs/${run_id}?case=${case_id}`} prefetch={false} className={linkClass}>
                {name}
              </Link>
            </span>
          ))}
        </li>
      ))}
    </ul>
  );
}
