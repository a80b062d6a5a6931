"""`manage.py hand_over FILE.jsonl --as USERNAME`: what a department's own system answered, many files at once."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from exchange.answers import hand_over


class Command(BaseCommand):
    help = (
        "Hand over answers of a department (JSON Lines; see docs/hand_over.md) in the name of one of its officers. "
        "Prints a JSON line for each; again is safe: the same file is answered as before."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="one JSON object a line, UTF-8")
        parser.add_argument("--as", dest="username", required=True, metavar="USERNAME", help="the officer who answers")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"], is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active user called {options['username']}.")
        try:
            content = options["file"].read_bytes()
            refused = 0
            for told in hand_over(content, user):
                refused += bool(told.why)
                self.stdout.write(told.as_json())
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{options['file']} cannot be read: {error}") from error
        if refused:
            raise CommandError(f"{refused} lines were refused; the others are done.", returncode=3)
