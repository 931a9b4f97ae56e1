"""The table of all rules: what each is called and the function that finds where a tree breaks it."""

from collections.abc import Callable, Mapping

from tests.house import conduct, documents, domain, fault_rows, imports, messages, shape
from tests.house.tree import Tree

Rule = Callable[[Tree], list[str]]

RULES: Mapping[str, Rule] = {
    "dependency rule": imports.dependency_rule,
    "imports": imports.imports_stand_at_the_top,
    "no await in the domain": domain.domain_waits_for_nothing,
    "no float in the domain": domain.domain_knows_no_float,
    "no clock in the domain": domain.domain_has_no_clock_and_no_dice,
    "money arithmetic": domain.amounts_are_multiplied_in_few_places,
    "file size": shape.files_are_short,
    "function and class size": shape.functions_and_classes_are_short,
    "median function": shape.the_median_function_is_small,
    "nesting": shape.nesting_is_shallow,
    "docstrings": shape.modules_say_what_they_are,
    "names": shape.names_are_plain,
    "no booleans": shape.public_signatures_have_no_booleans,
    "no Any": shape.anything_goes_nowhere,
    "tasks": conduct.tasks_start_in_the_supervised_group,
    "broad except": conduct.only_a_few_catch_everything,
    "nothing undone": conduct.nothing_is_left_undone,
    "place_order": conduct.only_sending_places_orders,
    "handlers": messages.messages_are_handled,
    "six events": messages.the_six_events_exist,
    "events": messages.events_are_facts,
    "links": documents.links_resolve,
    "paths": documents.named_paths_exist,
    "told tests": documents.named_tests_exist,
    "fault rows": fault_rows.every_fault_has_its_row,
    "drawn tree": documents.the_core_is_drawn_whole,
    "dependencies": documents.dependencies_have_reasons,
    "locks": documents.locks_agree,
    "verbs": documents.verbs_exist,
    "settings": documents.settings_are_told_as_they_are,
    "commands": documents.commands_are_told_as_they_are,
    "locales": documents.locales_are_equal,
    "nothing private": documents.nothing_private_is_written_down,
}
