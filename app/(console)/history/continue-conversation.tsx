import { MessageCircle } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";

/** Leads to the chat, where the conversation goes on with all that was said in it. */
export function ContinueConversation({ sessionId }: { sessionId: string }) {
  const t = useTranslations("history");
  return (
    <Button asChild variant="outline" size="sm" className="h-9 pointer-coarse:h-11">
      <Link href={{ pathname: "/chat", query: { session: sessionId } }} prefetch={false}>
        <MessageCircle aria-hidden />
        {t("continue")}
      </Link>
    </Button>
  );
}
