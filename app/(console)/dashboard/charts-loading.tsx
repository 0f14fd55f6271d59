import { useTranslations } from "next-intl";
import { Skeleton } from "@/components/ui/skeleton";

/** The charts' places until their numbers are there. */
export function ChartsLoading() {
  const common = useTranslations("common");
  return (
    <div role="status" aria-label={common("loading")} className="delayed-appear mt-10 grid gap-3 md:grid-cols-2">
      {[1, 2, 3, 4].map((each) => (
        <Skeleton key={each} className="h-60" />
      ))}
    </div>
  );
}
