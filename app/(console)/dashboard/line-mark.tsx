import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import type { LineState } from "./live-line";

/** Whether the numbers are those of this moment. */
export function LineMark({ line }: { line: LineState }) {
  const t = useTranslations("dashboard.line");
  return (
    <span role="status" data-line={line}>
      <Badge tone={line === "live" ? "success" : line === "lost" || line === "refused" ? "warning" : "neutral"}>
        {t(line)}
      </Badge>
    </span>
  );
}
