"""``tenor data check``: what does not fit in the data at hand, largest first."""

from __future__ import annotations

import click

from tenor.cli.output import json_option, show_columns, show_json

SHOWN = 20


@click.command(
    "check",
    epilog="\b\nExamples:\n  tenor data check --commodity bauxite --year 2023\n"
    "  tenor data check --rule material_balance --top 10\n  tenor data check --json",
)
@click.option("--commodity", help="Name or alias. Default: all commodities.")
@click.option("--year", type=int, help="Default: all years.")
@click.option("--rule", help="One rule, such as unit_value. Default: all rules.")
@click.option("--top", type=click.IntRange(min=0), help=f"How many. Default: {SHOWN}; JSON: all.")
@click.option("--details", is_flag=True, help="With --json: units, notes, corrections, limits.")
@json_option
def check(
    commodity: str | None,
    year: int | None,
    rule: str | None,
    top: int | None,
    details: bool,
    as_json: bool,
) -> None:
    """List figures that do not fit, largest first, and the corrections in force or expired."""
    from tenor.core.trace import significant
    from tenor.panel.checks import check_data

    found = check_data(commodity=commodity, year=year, rule=rule)
    if as_json:
        show_json(found.with_details(top) if details else found.as_dict(top))
        return
    lines = []
    for finding in found.findings[: SHOWN if top is None else top]:
        ends = finding.expected if isinstance(finding.expected, tuple) else (finding.expected,)
        raw = "not listed" if finding.raw is None else significant(finding.raw, 6)
        expected = " to ".join(significant(end, 4) for end in ends)
        lines.append(
            (
                significant(finding.severity, 2),
                finding.rule,
                finding.series,
                finding.route,
                str(finding.year),
                f"{raw} {finding.unit}",
                expected,
                "corrected" if finding.corrected else "",
            )
        )
    header = ("severity", "rule", "series", "place", "year", "raw", "expected", "state")
    show_columns(header, lines, right="severity,raw,expected")
    click.echo(f"{len(found.findings)} findings, {len(lines)} shown")
    click.echo(f"corrections: {len(found.corrections.active)} in force")
    for lapse in found.corrections.expired:
        click.echo(f"expired: {lapse.correction.id} ({lapse.correction.file}): {lapse.why}")
    for name, why in found.not_checked:
        click.echo(f"not checked: {name}: {why}")
