"""derivations.gradients"""
