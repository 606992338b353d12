"""The way of a suggestion: signals → diagnosis → retrieval → proposal → check (and repair) → save.

One request, so no checkpointer: at every step it would cost more than the step itself.
"""

from __future__ import annotations

from functools import cache

from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from agent.context import Context
from agent.routes import after_check, after_diagnosis, after_proposal
from agent.state import Input, State
from agent.steps import abstain, check, diagnose, propose, read, repair, retrieve, save


@cache
def build_graph() -> CompiledStateGraph[State, Context, Input, State]:
    """Wire the steps, once a process; give the context with ``graph.invoke(input, context=Context(...))``."""
    graph = StateGraph(State, context_schema=Context, input_schema=Input)
    graph.add_node("signals", read.run)
    graph.add_node("diagnose", diagnose.run)
    graph.add_node("retrieve", retrieve.run)
    graph.add_node("propose", propose.run)
    graph.add_node("check", check.run)
    graph.add_node("repair", repair.run)
    graph.add_node("save", save.run)
    graph.add_node("abstain", abstain.run)
    graph.add_edge(START, "signals")
    graph.add_edge("signals", "diagnose")
    graph.add_conditional_edges("diagnose", after_diagnosis)
    graph.add_edge("retrieve", "propose")
    graph.add_conditional_edges("propose", after_proposal)
    graph.add_conditional_edges("check", after_check)
    graph.add_edge("repair", "check")
    graph.add_edge("save", END)
    graph.add_edge("abstain", END)
    return graph.compile()
