import { useTranslations } from "next-intl";
import { Skeleton } from "@/components/ui/skeleton";

/** While a conversation's turns are fetched. */
export function DetailLoading() {
  const t = useTranslations("common");
  return (
    <div role="status" className="mx-auto max-w-3xl space-y-6 px-4 pt-6 md:px-8">
      <span className="sr-only">{t("loading")}</span>
      <Skeleton className="h-5 w-2/5" />
      {["80%", "60%", "70%"].map((width) => (
        <div key={width} className="space-y-2">
          <Skeleton className="h-4" style={{ width }} />
          <Skeleton className="h-10 w-full" />
        </div>
      ))}
    </div>
  );
}
