import { ForbiddenMessage } from "@/components/shell/forbidden-message";

export default function ForbiddenPage() {
  return (
    <main className="h-dvh">
      <ForbiddenMessage />
    </main>
  );
}
