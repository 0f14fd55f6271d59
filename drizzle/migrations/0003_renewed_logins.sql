CREATE TABLE `renewed_logins` (
	`login_id` text PRIMARY KEY NOT NULL,
	`expires_at` integer NOT NULL
);
