"""derivations.steps"""
