"""Choosing people by conditions: the editor of conditions, the filter of the list, the report by parameters."""
