"""The closed lists of words that the files of a case use, besides the core vocabularies."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator

from tenor.panel.case.fields import choice

SOURCE_KINDS = (
    "statistics",
    "government",
    "lender",
    "company",
    "news",
    "agency",
    "analysis",
    "law_firm",
    "reference",
    "marketing",
)
MODALITIES = ("actual", "planned", "conditional", "estimated", "target")
FORMS = (
    "ore",
    "concentrate",
    "blister",
    "metal",
    "oxide",
    "metal_and_oxide",
    "compounds",
    "compounds_and_metals",
    "ferroalloy",
    "scrap",
    "other_than_ore",
    "all_forms",
)
KINDS_OF_VALUE = ("reported", "judgement")
PROJECT_KINDS = ("mine", "smelter", "refinery", "separation", "prospect")
PROJECT_STATUSES = (
    "proposed",
    "occurrence",
    "exploration",
    "feasibility",
    "development",
    "construction",
    "operating",
    "under_review",
    "suspended",
    "closed",
)
OWNER_KINDS = ("private", "state", "province", "public_company", "army")
INSTRUMENTS = (
    "statement",
    "plan",
    "memorandum",
    "framework",
    "trade_agreement",
    "loan",
    "guarantee",
    "loan_and_guarantee",
    "equity",
    "offtake",
    "purchase",
    "stockpile_contract",
    "concession",
)
ROLES = (
    "investor",
    "recipient",
    "lender",
    "guarantor",
    "borrower",
    "operator",
    "buyer",
    "seller",
    "regulator",
    "signatory",
    "sponsor",
)
POLICY_KINDS = (
    "tariff",
    "export_control",
    "royalty",
    "tax",
    "concession",
    "sanction",
    "mineral_law",
    "investment_law",
)
VALUE_STATES = (
    "proposed",
    "announced",
    "in_force",
    "suspended",
    "exempt",
    "void",
    "ended",
)
STATEMENT_KINDS = ("fact", "model", "judgement")
CONFIDENCES = (
    "almost no chance",
    "very unlikely",
    "unlikely",
    "roughly even",
    "likely",
    "very likely",
    "almost certain",
    "recorded",
    "as stated",
)
FORMULAS = ("sum", "ratio", "difference")
FUND_KINDS = ("equity", "debt", "guarantee", "grant", "bridge", "prepayment", "offtake")
GATE_KINDS = (
    "title",
    "permits",
    "provincial_law",
    "finance",
    "security",
    "power",
    "water",
    "rail",
    "road",
    "port",
    "smelter",
    "sanctions",
    "provenance",
    "community",
    "environment",
)
GATE_STATES = ("open", "passed", "failed", "waived")
INQUIRY_THEMES = ("community", "displacement", "water", "environment", "labour", "provenance")
SHOCK_KINDS = (
    "export_restriction",
    "import_restriction",
    "quota",
    "tariff",
    "delay",
    "outage",
    "capacity",
    "price",
    "demand",
    "release",
    "finance",
)

SourceKind = Annotated[str, BeforeValidator(choice("kind of source", SOURCE_KINDS))]
Modality = Annotated[str, BeforeValidator(choice("modality", MODALITIES))]
Form = Annotated[str, BeforeValidator(choice("form", FORMS))]
KindOfValue = Annotated[str, BeforeValidator(choice("kind", KINDS_OF_VALUE))]
ProjectKind = Annotated[str, BeforeValidator(choice("kind of project", PROJECT_KINDS))]
ProjectStatus = Annotated[str, BeforeValidator(choice("project status", PROJECT_STATUSES))]
OwnerKind = Annotated[str, BeforeValidator(choice("kind of owner", OWNER_KINDS))]
Instrument = Annotated[str, BeforeValidator(choice("instrument", INSTRUMENTS))]
Role = Annotated[str, BeforeValidator(choice("role", ROLES))]
PolicyKind = Annotated[str, BeforeValidator(choice("kind of policy", POLICY_KINDS))]
ValueState = Annotated[str, BeforeValidator(choice("state", VALUE_STATES))]
ShockKind = Annotated[str, BeforeValidator(choice("kind of shock", SHOCK_KINDS))]
StatementKind = Annotated[str, BeforeValidator(choice("kind of statement", STATEMENT_KINDS))]
Confidence = Annotated[str, BeforeValidator(choice("confidence", CONFIDENCES))]
Formula = Annotated[str, BeforeValidator(choice("formula", FORMULAS))]
FundKind = Annotated[str, BeforeValidator(choice("kind of fund", FUND_KINDS))]
GateKind = Annotated[str, BeforeValidator(choice("kind of gate", GATE_KINDS))]
GateState = Annotated[str, BeforeValidator(choice("state of a gate", GATE_STATES))]
InquiryTheme = Annotated[str, BeforeValidator(choice("theme", INQUIRY_THEMES))]
