"""derivations.book"""
