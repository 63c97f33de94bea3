"""Groups of commands that answer in French.

What belongs here: what is said of a command that does not exist. What does not: which commands
there are (`main`), other errors (the boundary of `main`).
"""

from __future__ import annotations

import difflib

import click


class FrenchGroup(click.Group):
    """A group that names the closest command when there is none of that name."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a command by its name, with a hint when there is none."""
        if self.get_command(ctx, args[0]) is None:
            close = difflib.get_close_matches(args[0], self.list_commands(ctx))
            hint = f" Vouliez-vous {', '.join(close)} ?" if close else ""
            raise click.UsageError(f"Commande inconnue : {args[0]}.{hint}", ctx)
        return super().resolve_command(ctx, args)
