"""Judging a department-year as a finance-bureau reviewer would: rules, profiles, outcomes. Reads nothing, prints nothing."""
