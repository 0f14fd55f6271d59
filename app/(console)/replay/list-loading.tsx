import { useTranslations } from "next-intl";
import { Skeleton } from "@/components/ui/skeleton";

/** The shape of a list until it is there; shown only when that takes time. */
export function ListLoading() {
  const t = useTranslations("common");
  return (
    <div role="status" className="delayed-appear space-y-3">
      <span className="sr-only">{t("loading")}</span>
      {[0, 1, 2].map((row) => (
        <Skeleton key={row} className="h-16 w-full" />
      ))}
    </div>
  );
}
