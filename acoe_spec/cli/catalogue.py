"""All rules that there are: for the command that explains them, and for whatever names one."""

from __future__ import annotations

from acoe_spec.findings import Rule
from acoe_spec.formats.imported import RULES as IMPORT_RULES
from acoe_spec.formats.table import RULES as FORMAT_RULES
from acoe_spec.guidelines.catalogue import GUIDELINE_RULES
from acoe_spec.migration.review_rules import RULES as REVIEW_RULES
from acoe_spec.migration.rules import RULES as MIGRATED_FILE_RULES
from acoe_spec.rules.table import ALL_RULES
from acoe_spec.taxonomy.lint import RULES as LINT_RULES
from acoe_spec.versions.declared.concordance_rules import RULES as CONCORDANCE_RULES
from acoe_spec.versions.declared.rules import MIGRATION_RULES
from acoe_spec.workspace.release_rules import RULES as RELEASE_RULES
from acoe_spec.workspace.waivers import RULES as WAIVER_RULES

CATALOGUE: dict[str, Rule] = {
    rule.id: rule
    for rule in (
        *ALL_RULES,
        *FORMAT_RULES,
        *LINT_RULES,
        *GUIDELINE_RULES,
        *RELEASE_RULES,
        *MIGRATION_RULES,
        *MIGRATED_FILE_RULES,
        *REVIEW_RULES,
        *WAIVER_RULES,
        *IMPORT_RULES,
        *CONCORDANCE_RULES,
    )
}
