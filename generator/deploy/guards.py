"""What must be so before an output is published: built from what stands there now, for readers, for this address."""

from __future__ import annotations

from pathlib import Path

from generator.build import is_up_to_date, last_build_failed
from generator.errors import Diagnostic, SiteError
from generator.write.manifest import Manifest

_ANYWAY = "to deploy it all the same: --anyway"


def faults_of(site: Path, output: Path, manifest: Manifest, base_url: str) -> list[Diagnostic]:
    """Say why an output is not one to publish; all reasons at once."""
    found: list[Diagnostic] = []

    def fault(message: str, hint: str) -> None:
        found.append(Diagnostic("error", message, hint=f"{hint}; {_ANYWAY}"))

    for flag, is_set in (("--drafts", manifest.drafts), ("--future", manifest.future)):
        if is_set:
            fault(f"the output was built with {flag}", "build it without")
    if manifest.base_url != base_url:
        fault(
            f'the output was built for "{manifest.base_url}", and the target is "{base_url}"',
            f"build with --base-url {base_url}, or mend base_url",
        )
    if last_build_failed(site, output):
        fault("the last build of this output has failed", "mend what it said, and build again")
    else:
        try:
            is_old = not is_up_to_date(site, output, manifest)
        except SiteError as error:
            found += error.diagnostics
            is_old = True
        if is_old:
            fault("the output is older than its sources", "build again")
    return found
