CREATE TABLE `logins` (
	`login_id` text PRIMARY KEY NOT NULL,
	`user_id` integer NOT NULL,
	`browser` text,
	`system` text,
	`address` text NOT NULL,
	`created_at` integer NOT NULL,
	`last_seen_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `logins_user_idx` ON `logins` (`user_id`);--> statement-breakpoint
ALTER TABLE `users` ADD `password_is_temporary` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `users` ADD `kept_login_id` text;