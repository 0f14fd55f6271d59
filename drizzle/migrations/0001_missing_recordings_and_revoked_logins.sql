CREATE TABLE `missing_recordings` (
	`path` text PRIMARY KEY NOT NULL,
	`noticed_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `revoked_logins` (
	`login_id` text PRIMARY KEY NOT NULL,
	`expires_at` integer NOT NULL
);
