"""Tocsin: one living alert per escalation event between two countries."""
